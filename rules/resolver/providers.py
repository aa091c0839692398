"""Providers that take mail for other domains: the name of such a server tells nothing about the destination.

To add one, write the domain that its servers' names end with (of mx1.eu.example.net: example.net) in its group.
"""


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PROVIDERS: dict[str, tuple[str, ...]] = {
    "mailboxes for businesses": _names("""
        126.com 163.com 263.net alibaba-inc.com aliyun.com amazonaws.com amazonses.com apple.com awsapps.com
        daum.net emailsrvr.com fastmail.com forwardemail.net google.com googlemail.com hotmail.com icloud.com
        improvmx.com infomaniak.ch kasserver.com mail.ru mailbox.org mailfence.com mailgun.org mailhostbox.com
        messagingengine.com microsoft.com migadu.com mx.microsoft mxhichina.com mxlogin.com mxrouting.net
        naver.com netease.com office365.us onmicrosoft.com outlook.cn outlook.com outlook.de posteo.de
        privateemail.com protonmail.ch psmtp.com qq.com runbox.com sendgrid.net simplelogin.co titan.email
        tutanota.de worksmobile.com yandex.net yandex.ru zoho.com zoho.com.au zoho.com.cn zoho.eu zoho.in
        zohomail.com
    """),
    "filters before other servers": _names("""
        antispamcloud.com antispameurope.com appriver.com avanan.net barracudanetworks.com checkpoint.com
        cleanmail.ch cleanmail.eu cloudfilter.net cloudflare.com cloudflare.net cyren.com duocircle.com eleven.de
        exchangedefender.com expurgate.net fireeyecloud.com forcepoint.net fortimail.com fortimailcloud.com
        gpphosted.com heluna.com hornetsecurity.com iphmx.com libraesva.com mailchannels.net mailcontrol.com
        mailinblack.com mailprotect.be mailroute.net mailspamprotection.com mcafee.com messagelabs.com
        mimecast-offshore.com mimecast.co.za mimecast.com mtaroutes.com mx-verification.com mxlogic.net
        nospamproxy.com ppe-hosted.com pphosted.com proofpoint.com retarus.com retarus.de securence.com
        seppmail.com sophos.com spamexperts.com spamexperts.eu spamexperts.net spamh.com spamhero.com
        spamtitan.com symanteccloud.com topsec.com trellix.com trendmicro.co.jp trendmicro.com trendmicro.eu
        trustwave.com vadesecure.com zerospam.ca
    """),
    "hosts of domains": _names("""
        123-reg.co.uk 1and1.co.uk 1and1.com 1and1.es 1and1.fr active24.com all-inkl.com antagonist.nl aruba.it
        az.pl bluehost.com combell.com crazydomains.com cyon.ch dnsmadeeasy.com domainfactory.de domeneshop.no
        dreamhost.com easydns.com fasthosts.co.uk forpsi.com gandi.net gmoserver.jp heteml.jp hetzner.com home.pl
        hostedemail.com hosteurope.de hostgator.com hostinger.com hostinger.eu hostnet.nl hostpoint.ch
        infomaniak.com ionos.co.uk ionos.com ionos.es ionos.fr ispgateway.de kagoya.net kinghost.net krystal.uk
        kundenserver.de livedns.co.uk livemail.co.uk locaweb.com.br lolipop.jp loopia.se mailcore.io manitu.de
        metanet.ch namecheap.com names.co.uk nazwa.pl netcup.net netsolmail.net one.com oneandone.net ovh.ca
        ovh.com ovh.net perfora.net register.com register.it registrar-servers.com rzone.de sakura.ne.jp
        schlund.de secureserver.net sgcpanel.com sgvps.net simply.com siteground.biz siteground.net strato.de
        transip.email transip.nl tucows.com udag.de umbler.com united-domains.de unoeuro.com uolhost.com.br
        ventraip.com.au webhostbox.net websitewelcome.com websupport.sk wedos.net xserver.jp your-server.de
        zxcs.nl
    """),
    "mailboxes for people": _names("""
        aol.com arcor.de att.net bell.net bellsouth.net bigpond.com bluewin.ch bt.com btinternet.com
        centurylink.net charter.net comcast.net cox.net docomo.ne.jp ezweb.ne.jp free.fr freenet.de gmx.net
        interia.pl kpnmail.nl laposte.net libero.it mail.com nifty.com oath.com ocn.ad.jp onet.pl optusnet.com.au
        orange.fr prodigy.net rediffmail.com rogers.com seznam.cz sfr.fr shaw.ca skynet.be swisscom.ch synacor.com
        t-online.de talktalk.net telenet.be telia.com terra.com.br tiscali.it uol.com.br verizon.net virgilio.it
        virginmedia.com vodafonemail.de wanadoo.fr web.de wp.pl yahoo.com yahoodns.net ziggo.nl
    """),
}
_ALL = frozenset(name for names in PROVIDERS.values() for name in names)


def is_provider(server: str) -> bool:
    """Return whether a server's name, in lower case, ends with the domain of a provider."""
    labels = server.split(".")
    return any(".".join(labels[at:]) in _ALL for at in range(len(labels)))
