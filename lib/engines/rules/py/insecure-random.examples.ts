import type { Rule } from "../rule.ts";

export const insecureRandomExamples: Rule["examples"] = {
  bad: [
    {
      path: "members/invite.py",
      line: 6,
      code: `import random
import string


def make_token(length=24):
    return "".join(random.choice(string.ascii_letters) for _ in range(length))
`,
      after: `import secrets
import string


def make_token(length=24):
    return "".join(secrets.choice(string.ascii_letters) for _ in range(length))
`,
    },
    {
      path: "members/reset.py",
      note: "What else is drawn stays as it is.",
      line: 6,
      code: `import json
from random import choice, randint


def start_reset(member):
    member.reset_code = str(randint(100000, 999999))
    return choice(["Soon.", "In a moment."])
`,
      after: `import json
import secrets
from random import choice


def start_reset(member):
    member.reset_code = str(secrets.SystemRandom().randint(100000, 999999))
    return choice(["Soon.", "In a moment."])
`,
    },
    {
      path: "members/session.py",
      line: 5,
      code: `import random


def open_session(store):
    session_id = "%032x" % random.getrandbits(128)
    store[session_id] = {}
    return session_id
`,
      after: `import secrets


def open_session(store):
    session_id = "%032x" % secrets.randbits(128)
    store[session_id] = {}
    return session_id
`,
    },
  ],
  good: [
    {
      path: "members/safe.py",
      code: `import random
import secrets

token = secrets.token_urlsafe(24)
delay = random.uniform(1, 3)
token_count = random.randint(1, 8)
token = random.choice(["start", "stop"])
token = random.SystemRandom().choice("abc")
`,
    },
    {
      path: "members/salt.py",
      note: "A salt is no secret, and one of a few values is none.",
      code: `import random

salt = "%012x" % random.getrandbits(48)
row = {"session": str(random.randint(0, 4))}
`,
    },
    {
      path: "members_test/accounts.py",
      note: "An account that lives as long as the tests do.",
      code: `import random

password = "".join(random.choice("abcdef") for _ in range(8))
`,
    },
    {
      path: "members/seeded.py",
      note: "Whoever seeds wants the same values again.",
      code: `import random

random.seed(7)
password = "".join(random.choice("abcdef") for _ in range(8))
`,
    },
  ],
};
