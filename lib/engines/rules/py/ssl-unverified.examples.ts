import type { Rule } from "../rule.ts";

export const sslUnverifiedExamples: Rule["examples"] = {
  bad: [
    {
      path: "weather/fetch.py",
      line: 6,
      code: `import ssl
from urllib.request import urlopen


def forecast(address):
    with urlopen(address, context=ssl._create_unverified_context()) as answer:
        return answer.read()
`,
      after: `import ssl
from urllib.request import urlopen


def forecast(address):
    with urlopen(address, context=ssl.create_default_context()) as answer:
        return answer.read()
`,
    },
    {
      path: "weather/everywhere.py",
      note: "For every request of the program.",
      line: 3,
      code: `import ssl

ssl._create_default_https_context = ssl._create_unverified_context
`,
      after: `import ssl

ssl._create_default_https_context = ssl.create_default_context
`,
    },
    {
      path: "weather/mail.py",
      line: 8,
      code: `import imaplib
import ssl


def inbox(host):
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return imaplib.IMAP4_SSL(host, ssl_context=context)
`,
      after: `import imaplib
import ssl


def inbox(host):
    context = ssl.create_default_context()
    return imaplib.IMAP4_SSL(host, ssl_context=context)
`,
    },
  ],
  good: [
    {
      path: "weather/checked.py",
      code: `import ssl

context = ssl.create_default_context(cafile="/etc/ssl/stations.pem")
context.minimum_version = ssl.TLSVersion.TLSv1_3
`,
    },
    {
      path: "weather/options.py",
      note: "An option of whoever runs it.",
      code: `import ssl


def context_for(options):
    context = ssl.create_default_context()
    if not options.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
`,
    },
    {
      path: "weather/server.py",
      note: "A server that asks no certificate of its clients.",
      code: `import ssl

context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.check_hostname = False
context.verify_mode = ssl.CERT_NONE
context.load_cert_chain("station.pem")
`,
    },
  ],
  untouched: [
    {
      path: "weather/arguments.py",
      line: 3,
      code: `import ssl

context = ssl._create_unverified_context(cafile="stations.pem")
`,
    },
  ],
};
