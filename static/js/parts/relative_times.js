// "4 minutes ago" stays true while a page is open. The words are those of the templates' `ago`.

const PERIOD = 15000;
const UNITS = [[60, "second"], [60, "minute"], [24, "hour"], [Infinity, "day"]];

function relative(milliseconds) {
  const past = milliseconds >= 0;
  let count = Math.floor(Math.abs(milliseconds) / 1000);
  if (count < 5) return "just now";
  for (const [size, unit] of UNITS) {
    if (count < size) {
      const words = `${count.toLocaleString("en-GB")} ${unit}${count === 1 ? "" : "s"}`;
      return past ? `${words} ago` : `in ${words}`;
    }
    count = Math.floor(count / size);
  }
  return "";
}

setInterval(() => {
  if (document.hidden) return;
  for (const time of document.querySelectorAll("time[data-ago]")) {
    const text = relative(Date.now() - Date.parse(time.dateTime));
    if (time.textContent !== text) time.textContent = text;
  }
}, PERIOD);
