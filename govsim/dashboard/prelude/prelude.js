(() => {
  const host = document.getElementById("g-prelude"), parts = document.getElementById("g-prelude-parts"), MOST = 30000; // ms
  const kept = () => { try { return JSON.parse(localStorage.getItem(":solara:theme.variant")) || "auto"; } catch { return "auto"; } };
  const theme = host.dataset.theme || kept();
  const dark = theme === "dark" || (theme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  const root = host.attachShadow({mode: "closed"});
  root.appendChild(parts.content); parts.remove();
  root.querySelector(".v-application").classList.add(dark ? "theme--dark" : "theme--light");
  const pictures = [...root.querySelectorAll("img")].map(each => each.decode().catch(() => 0));
  Promise.all(pictures).then(() => requestAnimationFrame(() => setTimeout(() => { host.dataset.shown = Math.round(performance.now()); })));

  /* Alone, it waits for the page: its style sheet is sent once the page can be. */
  const reload = () => fetch("/static/assets/custom.css").then(() => location.reload(), () => setTimeout(reload, 1000));
  if (!host.dataset.over) { reload(); return; }
  /* Over the page, it waits for the first picture of the model, or for word that there is none. */
  const begun = performance.now(), watch = setInterval(() => {
    const shown = window.__govsim && window.__govsim.frames, told = document.querySelector(".gx-overbox button");
    if (shown || told || performance.now() - begun > MOST) { clearInterval(watch); host.remove(); }
  }, 50);
})();
