"""The destination, guessed from a server's name."""

import pytest

from rules.resolver.providers import PROVIDERS, is_provider
from rules.resolver.registered_domain import guessed_destination


@pytest.mark.parametrize(
    "server",
    [
        "contoso-com.mail.protection.outlook.com",
        "contoso-com.mail.protection.OUTLOOK.com.",
        "contoso-com.p-v1.mx.microsoft",
        "contoso.mail.onmicrosoft.com",
        "aspmx.l.google.com",
        "alt1.aspmx.l.google.com",
        "aspmx3.googlemail.com",
        "mxa-00123401.gslb.pphosted.com",
        "mx1-us1.ppe-hosted.com",
        "eu-smtp-inbound-1.mimecast.com",
        "cluster5.eu.messagelabs.com",
        "d12345a.ess.barracudanetworks.com",
        "mx1.hc123-45.eu.iphmx.com",
        "mta5.am0.yahoodns.net",
        "smtp.secureserver.net",
        "mailstore1.asia.secureserver.net",
        "mx1.pub.mailpod1-osl1.one.com",
        "mx1.mail.ovh.net",
        "mx00.kundenserver.de",
        "mx00.ionos.co.uk",
        "route1.mx.cloudflare.net",
        "mx.zoho.eu",
        "mxbiz1.qq.com",
        "inbound-smtp.eu-west-1.amazonaws.com",
        "feedback-smtp.us-east-1.amazonses.com",
        "in1-smtp.messagingengine.com",
        "mx1.emailsrvr.com",
        "us-smtp-inbound-1.mimecast.com",
        "mx01.hornetsecurity.com",
        "mx-01.eu-central-1.prod.hydra.sophos.com",
        "mx.sendgrid.net",
        "mail.protonmail.ch",
        "localhost",
        "192.0.2.1",
        "2001:db8::1",
        "",
    ],
)
def test_at_a_provider_no_destination_is_claimed(server):
    assert guessed_destination(server) == ""


@pytest.mark.parametrize(
    ("server", "domain"),
    [
        ("mx1.mail.example.co.uk", "example.co.uk"),
        ("MX1.Bigmail.example.", "bigmail.example"),
        ("outlook.com.example.org", "example.org"),
        ("mx.notgoogle.com", "notgoogle.com"),
    ],
)
def test_the_domain_is_guessed_from_a_server_below_it(server, domain):
    assert guessed_destination(server) == domain


def test_the_list_holds_each_domain_once_and_none_below_another():
    names = [name for group in PROVIDERS.values() for name in group]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []
    assert [name for name in names if "." not in name or name != name.lower().strip(".")] == []
    assert [name for name in names if is_provider(name.partition(".")[2])] == []
