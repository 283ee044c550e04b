"use strict";
(function () {
  var box = document.getElementById("find"), said = document.getElementById("found");
  if (!box) return;
  var issues = Array.prototype.slice.call(document.querySelectorAll("#issues tbody"));
  function fold(text) { return text.normalize("NFKC").toLowerCase().replace(/\s+/g, " "); }
  var texts = issues.map(function (issue) { return fold(issue.textContent + " " + issue.getAttribute("data-words")); });
  box.addEventListener("input", function () {
    var words = fold(box.value).split(" ").filter(Boolean), found = 0;
    issues.forEach(function (issue, at) {
      var fits = words.every(function (word) { return texts[at].indexOf(word) >= 0; });
      issue.hidden = !fits;
      if (fits) found += 1;
    });
    said.textContent = words.length ? "找到" + found + "期" : "";
  });
})();
