// Keeps the part of a page that changes while a blast goes out fresh. Without it, the page loads itself anew.
(function () {
  "use strict";
  var PAUSE = 3000; // milliseconds between two looks
  var SPOKEN = 10000; // a screen reader is told at most this often
  var lastSpoken = 0;
  var voice = document.getElementById("voice");

  function part() {
    return document.querySelector("[data-live]");
  }

  function speak(text) {
    if (voice && Date.now() - lastSpoken >= SPOKEN) {
      voice.textContent = text;
      lastSpoken = Date.now();
    }
  }

  function look() {
    var old = part();
    if (!old) return;
    if (document.hidden) {
      wait();
      return;
    }
    fetch(old.dataset.live, { credentials: "same-origin", cache: "no-store" })
      .then(function (answer) {
        if (answer.status === 401) location.reload();
        return answer.ok ? answer.text() : null;
      })
      .then(function (text) {
        if (text === null) return;
        var holder = document.createElement("template");
        holder.innerHTML = text;
        var fresh = holder.content.querySelector("section");
        if (!fresh) return;
        if (fresh.outerHTML === old.outerHTML) return;
        var focused = old.contains(document.activeElement) && document.activeElement.getAttribute("href");
        old.replaceWith(fresh);
        if (focused) {
          Array.prototype.some.call(fresh.querySelectorAll("a"), function (link) {
            return link.getAttribute("href") === focused && (link.focus(), true);
          });
        }
        var heading = fresh.querySelector("h2");
        if (heading) speak(heading.textContent);
        if (!fresh.dataset.live) location.reload();
      })
      .catch(function () {}) // The network went away: the next look tries again.
      .then(wait);
  }

  function wait() {
    if (part()) setTimeout(look, PAUSE);
  }

  wait();
})();
