import type { Rule } from "../rule.ts";

export const prototypePollutionExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/settings.js",
      line: 2,
      code: `function mergeSettings(target, source) {
  for (const key in source) {
    if (typeof source[key] === 'object' && target[key]) {
      mergeSettings(target[key], source[key])
    } else {
      target[key] = source[key]
    }
  }
  return target
}
module.exports = mergeSettings
`,
      after: `function mergeSettings(target, source) {
  for (const key in source) {
    if (key === '__proto__' || key === 'constructor' || key === 'prototype') continue
    if (typeof source[key] === 'object' && target[key]) {
      mergeSettings(target[key], source[key])
    } else {
      target[key] = source[key]
    }
  }
  return target
}
module.exports = mergeSettings
`,
    },
    {
      path: "src/extend.ts",
      note: "In a callback, the round is left by `return`.",
      line: 2,
      code: `export const extend = (into: any, from: any): any => {
  Object.keys(from).forEach((name) => {
    const value = from[name];
    into[name] = value instanceof Object ? extend(into[name] ?? {}, value) : value;
  });
  return into;
};
`,
      after: `export const extend = (into: any, from: any): any => {
  Object.keys(from).forEach((name) => {
    if (name === "__proto__" || name === "constructor" || name === "prototype") return;
    const value = from[name];
    into[name] = value instanceof Object ? extend(into[name] ?? {}, value) : value;
  });
  return into;
};
`,
    },
  ],
  good: [
    {
      path: "src/set-dotted.js",
      note: "A list of another file holds the keys that are left out.",
      code: `const specialProperties = require("./special-properties");

module.exports = function setDotted(object, path, value) {
  const keys = path.split(".");
  const last = keys.pop();
  let current = object;
  for (const key of keys) {
    if (specialProperties.has(key)) continue;
    current = current[key];
  }
  if (!specialProperties.has(last)) current[last] = value;
};
`,
    },
    {
      path: "src/merge.js",
      note: "Guarded, not deep, or into a copy of its own.",
      code: `function guarded(target, source) {
  for (const key of Object.keys(source)) {
    if (key === "__proto__") continue;
    if (source[key] instanceof Object) guarded(target[key], source[key]);
    else target[key] = source[key];
  }
}
function own(target, source) {
  for (const key in source) {
    if (Object.hasOwn(target, key)) own(target[key], source[key]);
    else target[key] = source[key];
  }
}
function flat(target, source) {
  for (const key in source) target[key] = source[key];
}
function copied(base, source) {
  const out = { ...base };
  for (const key in source) {
    out[key] = source[key] instanceof Object ? copied(out[key], source[key]) : source[key];
  }
  return out;
}
export { copied, flat, guarded, own };
`,
    },
  ],
  untouched: [
    {
      path: "src/set.js",
      note: "Passing over a part of a path would set the value in the wrong place.",
      line: 6,
      code: `export function setAt(object, path, value) {
  const steps = path.split(".");
  let at = object;
  for (let i = 0; i < steps.length - 1; i++) {
    if (at[steps[i]] === undefined) at[steps[i]] = {};
    at = at[steps[i]];
  }
  at[steps[steps.length - 1]] = value;
}
`,
    },
  ],
};
