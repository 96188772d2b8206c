import type { Rule } from "../rule.ts";

export const requestsVerifyFalseExamples: Rule["examples"] = {
  bad: [
    {
      path: "billing/ledger.py",
      line: 5,
      code: `import requests


def post_entry(entry):
    return requests.post("https://ledger.internal/entries", json=entry, verify=False, timeout=10)
`,
      after: `import requests


def post_entry(entry):
    return requests.post("https://ledger.internal/entries", json=entry, timeout=10)
`,
    },
    {
      path: "billing/session.py",
      note: "Every request of the session.",
      line: 6,
      code: `import requests


def open_session(token):
    session = requests.Session()
    session.verify = False
    session.headers["Authorization"] = f"Bearer {token}"
    return session
`,
      after: `import requests


def open_session(token):
    session = requests.Session()
    session.verify = True
    session.headers["Authorization"] = f"Bearer {token}"
    return session
`,
    },
    {
      path: "sensors/poll.py",
      line: 5,
      code: `from aiohttp import ClientSession, TCPConnector


async def poll(address):
    async with ClientSession(connector=TCPConnector(ssl=False, limit=4)) as session:
        async with session.get(address) as answer:
            return await answer.json()
`,
      after: `from aiohttp import ClientSession, TCPConnector


async def poll(address):
    async with ClientSession(connector=TCPConnector(limit=4)) as session:
        async with session.get(address) as answer:
            return await answer.json()
`,
    },
    {
      path: "sensors/pool.py",
      line: 4,
      code: `import ssl
import urllib3

pool = urllib3.PoolManager(
    num_pools=3,
    cert_reqs=ssl.CERT_NONE,
)
print(ssl.OPENSSL_VERSION)
`,
      after: `import ssl
import urllib3

pool = urllib3.PoolManager(
    num_pools=3,
)
print(ssl.OPENSSL_VERSION)
`,
    },
    {
      path: "sensors/client.py",
      line: 3,
      code: `import httpx

client = httpx.Client(verify=False)
`,
      after: `import httpx

client = httpx.Client()
`,
    },
  ],
  good: [
    {
      path: "billing/checked.py",
      note: "Checked, checked against an own authority, or the caller's choice.",
      code: `import requests


def fetch(address, verify):
    requests.get(address, timeout=5)
    requests.get(address, verify="/etc/ssl/own-ca.pem", timeout=5)
    return requests.get(address, verify=verify, timeout=5)
`,
    },
    {
      path: "billing/local.py",
      note: "Nobody stands on the way to the same machine.",
      code: `import requests

print(requests.get("https://localhost:8443/health", verify=False, timeout=2).status_code)
`,
    },
    {
      path: "billing/probe.py",
      note: "Whether the address answers; nothing is sent, and no body is read.",
      code: `import httpx


def is_up(address):
    return httpx.head(address, timeout=3, verify=False).status_code < 500
`,
    },
    {
      path: "billing/chosen.py",
      note: "Whoever runs it asks for this.",
      code: `import requests


def open_session(options):
    session = requests.Session()
    if options.insecure:
        session.verify = False
    return session
`,
    },
    {
      path: "billing/other.py",
      note: "`verify` means something else here.",
      code: `from billing.receipts import session, requests

requests.get("https://example.com", verify=False)
session.verify = False
`,
    },
  ],
  untouched: [
    {
      path: "billing/commented.py",
      note: "The comment tells why, and would be lost.",
      line: 3,
      code: `import requests

answer = requests.get(
    "https://meter.internal/",
    # its certificate is its own
    verify=False,
    timeout=3,
)
`,
    },
  ],
};
