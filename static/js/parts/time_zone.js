// Times are shown in the browser's time zone unless another was chosen: the server learns it from a cookie.

const NAME = "mxadmin-zone";
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const known = document.cookie.split("; ").some((cookie) => cookie.startsWith(`${NAME}=`));

if (zone && !known) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${NAME}=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;
}

for (const button of document.querySelectorAll("[data-browser-zone]")) {
  if (!zone) continue;
  button.value = zone;
  button.querySelector("[data-zone-name]").textContent = zone;
  button.hidden = false;
}
