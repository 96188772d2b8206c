import type { Rule } from "../rule.ts";

export const yamlLoadExamples: Rule["examples"] = {
  bad: [
    {
      path: "scripts/rates.py",
      line: 6,
      code: `import yaml


def read_rates(path):
    with open(path) as handle:
        return yaml.load(handle, Loader=yaml.Loader)  # one rate a line
`,
      after: `import yaml


def read_rates(path):
    with open(path) as handle:
        return yaml.safe_load(handle)  # one rate a line
`,
    },
    {
      path: "scripts/zones.py",
      note: "Names that nothing uses any more leave the import.",
      line: 3,
      code: `from yaml import load, dump, Loader

zones = load(open("zones.yaml"), Loader=Loader)
print(dump(zones))
`,
      after: `from yaml import safe_load, dump

zones = safe_load(open("zones.yaml"))
print(dump(zones))
`,
    },
    {
      path: "scripts/stream.py",
      line: 4,
      code: `import yaml as y

def documents(stream):
    for document in y.load_all(
        stream,
        Loader=y.UnsafeLoader,
    ):
        yield document
`,
      after: `import yaml as y

def documents(stream):
    for document in y.safe_load_all(
        stream,
    ):
        yield document
`,
    },
    {
      path: "scripts/fast.py",
      note: "The fast parser stays the fast parser.",
      line: 4,
      code: `import yaml

def fast(text):
    return yaml.load(text, yaml.CLoader)
`,
      after: `import yaml

def fast(text):
    return yaml.load(text, yaml.CSafeLoader)
`,
    },
    {
      path: "scripts/unsafe.py",
      line: 2,
      code: `import yaml
config = yaml.unsafe_load(open("config.yaml"))
`,
      after: `import yaml
config = yaml.safe_load(open("config.yaml"))
`,
    },
  ],
  good: [
    {
      path: "scripts/safe.py",
      code: `import json
import yaml
from yaml import SafeLoader

a = yaml.safe_load(open("a.yaml"))
b = yaml.load(open("b.yaml"), Loader=yaml.SafeLoader)
c = yaml.load(open("c.yaml"), SafeLoader)
e = yaml.load(open("e.yaml"), Loader=yaml.FullLoader)
d = json.load(open("d.json"))
`,
    },
    {
      path: "scripts/either.py",
      note: "Whichever import succeeds, the loader is a safe one.",
      code: `import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:
    from yaml import SafeLoader as Loader

a = yaml.load(open("a.yaml"), Loader=Loader)
`,
    },
    {
      path: "scripts/constant.py",
      note: "The document is a part of the program; the second loader is the program's own.",
      code: `import yaml

DEFAULTS = "rate: 4"

class Strict(yaml.SafeLoader):
    pass

defaults = yaml.load(DEFAULTS, Loader=yaml.Loader)
strict = yaml.load(open("a.yaml"), Loader=Strict)
`,
    },
    {
      path: "scripts/other.py",
      note: "Another `yaml`.",
      code: `import yaml


def read(yaml, text):
    return yaml.load(text)
`,
    },
  ],
  untouched: [
    {
      path: "scripts/commented.py",
      note: "A comment between the arguments would be lost.",
      line: 3,
      code: `import yaml

rates = yaml.load(
    open("rates.yaml"),
    # needed for the python/tuple tags of 2019
    Loader=yaml.Loader,
)
`,
    },
  ],
};
