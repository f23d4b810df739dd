// The words of a message as the customer reads them, while they are typed.
document.addEventListener("DOMContentLoaded", () => {
  const source = document.getElementById("ms-steps");
  if (!source) return;
  const steps = JSON.parse(source.textContent);
  const field = (name) => document.getElementById(`id_${name}`);
  const [step, language, subject, body] = ["step", "language", "subject", "body"].map(field);
  if (!step || !body) return;
  const shown = (name) => document.getElementById(`ms-${name}`);
  let last = body;

  const filled = (text, examples, unknown) =>
    text.replace(/\{(\w+)\}/g, (place, name) => {
      if (name in examples) return examples[name];
      unknown.add(place);
      return place;
    });

  const draw = () => {
    const { variables } = steps[step.value];
    const examples = Object.fromEntries(variables.map((one) => [one.name, one.example]));
    const unknown = new Set();
    shown("subject").textContent = filled(subject.value, examples, unknown);
    const text = filled(body.value, examples, unknown);
    shown("body").textContent = text;
    shown("body").lang = language.value === "en" ? "en" : "zh-Hans";
    shown("length").textContent = [...text].length;
    shown("unknown").hidden = unknown.size === 0;
    shown("unknown").querySelector("span").textContent = [...unknown].join(" ");
    shown("variables").replaceChildren(...variables.map(chip));
  };

  const chip = ({ name, meaning }) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = `{${name}}`;
    button.addEventListener("click", () => insert(`{${name}}`));
    item.append(button, ` ${meaning}`);
    return item;
  };

  const insert = (text) => {
    last.setRangeText(text, last.selectionStart, last.selectionEnd, "end");
    last.focus();
    draw();
  };

  const fill = () => {
    const words = steps[step.value].words[language.value];
    subject.value = words.subject;
    body.value = words.body;
    draw();
  };

  for (const one of [subject, body]) {
    one.addEventListener("input", draw);
    one.addEventListener("focus", () => { last = one; });
  }
  let wasBuiltIn = !subject.value && !body.value;
  for (const one of [step, language]) {
    one.addEventListener("change", () => (wasBuiltIn ? fill() : draw()));
  }
  for (const one of [subject, body]) one.addEventListener("input", () => { wasBuiltIn = false; });
  shown("fill").addEventListener("click", fill);
  if (wasBuiltIn) fill();
  else draw();
});
