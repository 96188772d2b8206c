/** The harbour's own tests: they say what its software is for, and hold before and after every fix. */
export const ownTests: Readonly<Record<string, string>> = {
  "test/harbour.test.js": `import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";

process.env.SESSION_SECRET ??= "for tests";
process.env.SENDGRID_API_KEY ??= "for tests";

/** Calls the only handler of a router for a path. */
async function call(router, path, req) {
  const answer = {};
  const res = {
    json(body) {
      answer.body = body;
      return res;
    },
    status(code) {
      answer.status = code;
      return res;
    },
    end() {
      return res;
    },
    cookie(name, value) {
      answer.cookie = [name, value];
      return res;
    },
    sendFile(name, options) {
      answer.file = options?.root === undefined ? name : \`\${options.root}/\${name}\`;
      return res;
    },
  };
  const route = router.routes.find((each) => each.path === path);
  await route.handler({ query: {}, params: {}, body: {}, headers: {}, ...req }, res);
  return answer;
}

test("a label says what it was given", async () => {
  const { label, version } = await import("../src/labels.js");
  assert.equal(label("reefer"), "reefer");
  assert.equal(version(), "labels 1");
});

test("a token has sixteen characters", async () => {
  const { makeToken } = await import("../src/tokens.js");
  assert.equal(makeToken().length, 16);
});

test("a manifest is its lines", async () => {
  const { banner, pack } = await import("../src/manifest.js");
  assert.equal(pack(["a", "b"]).toString("utf8"), "a\\nb");
  assert.equal(banner().toString("utf8"), "HARBOUR");
});

test("customs are asked over a connection that stays", async () => {
  const { customsRequest } = await import("../src/upstream.js");
  assert.equal(customsRequest("/x").agent.options.keepAlive, true);
});

test("the gate hands out a badge", async () => {
  const { gate } = await import("../src/gate.js");
  const answer = await call(gate, "/enter", { body: { badge: "b1" } });
  assert.deepEqual(answer, { cookie: ["session", "b1"], status: 204 });
});

test("a berth is found by its name", async () => {
  const { berths } = await import("../src/berths.js");
  const answer = await call(berths, "/berths", { query: { name: "north" } });
  assert.deepEqual(answer.body, [{ id: 1, depth: 12, name: "north" }]);
});

test("a chart is sent from its folder", async () => {
  const { charts } = await import("../src/charts.js");
  const { file } = await call(charts, "/charts/:name", { params: { name: "bay.png" } });
  assert.match(file, /[\\\\/]charts[\\\\/]bay\\.png$/);
});

test("a member of the crew is found by mail", async () => {
  const { people } = await import("../src/crew.js");
  const found = await call(people, "/crew/find", { body: { email: "ada@harbour.example" } });
  assert.deepEqual(found.body, { found: true });
});

test("a signed message is known", async () => {
  const { isSigned } = await import("../src/hooks.js");
  const signature = createHmac("sha256", "k").update("body").digest("hex");
  assert.equal(isSigned("body", signature, "k"), true);
  assert.equal(isSigned("body", "0".repeat(64), "k"), false);
});

test("settings lie over one another", async () => {
  const { merge } = await import("../src/settings.js");
  assert.deepEqual(merge({ a: { b: 1 } }, { a: { c: 2 }, d: 3 }), { a: { b: 1, c: 2 }, d: 3 });
});

test("tides are read", async () => {
  const { readTides } = await import("../src/tides.js");
  assert.deepEqual(readTides('{"high": "06:12"}'), { high: "06:12" });
});

test("the application listens", async () => {
  const { start } = await import("../src/app.js");
  assert.equal(start(8000).port, 8000);
});

test("the pilot's room keeps sessions", async () => {
  const { pilot } = await import("../src/pilot.js");
  assert.equal(pilot.middleware.length, 1);
});

test("the weather office is asked with a key", async () => {
  const { weatherHeaders } = await import("../src/weather.js");
  assert.match(weatherHeaders().authorization, /^Bearer ./);
});

test("the banner names the place", async () => {
  const banner = {};
  globalThis.document = { getElementById: () => banner };
  await import("../public/banner.js");
  assert.match(banner.textContent ?? banner.innerHTML, /^Harbour at /);
});
`,
  "tests/test_tools.py": `import importlib
import os
import tarfile
import tempfile
import unittest


def tool(name):
    return importlib.import_module("tools." + name)


class Tools(unittest.TestCase):
    def test_rates_are_read(self):
        self.assertEqual(tool("rates").read_rates("rates: {dues: 3}"), {"dues": 3})

    def test_customs_are_told(self):
        self.assertEqual(tool("customs").declare("Ada").json()["url"], "https://customs.example/declare")

    def test_a_position_is_asked_for(self):
        self.assertEqual(tool("poll").position("ada")["url"], "https://ais.example/ships/ada")

    @unittest.skipUnless(hasattr(tarfile, "data_filter"), "this Python knows no filters")
    def test_an_archive_is_unpacked(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "a.txt"), "w") as file:
                file.write("a")
            archive = os.path.join(folder, "a.tar")
            with tarfile.open(archive, "w") as packed:
                packed.add(os.path.join(folder, "a.txt"), "b.txt")
            tool("unpack").unpack(archive, folder)
            self.assertTrue(os.path.exists(os.path.join(folder, "b.txt")))

    def test_a_note_is_kept(self):
        name = tool("scratch").note("remember")
        with open(name) as file:
            self.assertEqual(file.read(), "remember")
        os.remove(name)

    def test_crates_are_loaded(self):
        self.assertEqual(tool("cargo").load("a", ["b"]), ["b", "a"])

    def test_labels_are_printed(self):
        self.assertEqual(tool("printer").print_label("reefer"), "reefer")

    def test_the_desk_answers(self):
        self.assertEqual(tool("desk").index(), "Harbour office")

    def test_a_ship_is_found(self):
        lookup = tool("lookup")
        lookup.ships.execute("CREATE TABLE IF NOT EXISTS ships (id INTEGER, name TEXT)")
        lookup.ships.execute("DELETE FROM ships")
        lookup.ships.execute("INSERT INTO ships VALUES (7, 'Ada')")
        lookup.request.args = {"name": "Ada"}
        self.assertEqual(lookup.find(), [(7, "Ada")])

    def test_a_password_has_twenty_letters(self):
        self.assertRegex(tool("passes").make_password(), r"^[A-Za-z0-9]{20}$")

    def test_the_radio_has_a_context(self):
        self.assertTrue(tool("radio").radio_context().get_ciphers())

    def test_the_settings_can_be_read(self):
        self.assertIn(tool("site.settings").DEBUG, (True, False))


if __name__ == "__main__":
    unittest.main()
`,
};

/**
 * What stands in for packages while these tests run: enough of each to be called. They lie beside the
 * repository and are no part of it.
 */
export const standIns: Readonly<Record<string, string>> = {
  "node_modules/express/package.json": '{ "name": "express", "main": "index.js" }\n',
  "node_modules/express/index.js": `function router() {
  const made = { routes: [], middleware: [] };
  for (const method of ["get", "post"]) {
    made[method] = (path, ...handlers) => made.routes.push({ path, handler: handlers.at(-1) });
  }
  made.use = (...each) => made.middleware.push(...each);
  made.listen = (port) => ({ port });
  made.disable = made.set = () => made;
  return made;
}
module.exports = Object.assign(router, { Router: router, static: () => () => {}, json: () => () => {} });
`,
  "node_modules/pg/package.json": '{ "name": "pg", "main": "index.js" }\n',
  "node_modules/pg/index.js": `const berths = [{ id: 1, depth: 12, name: "north" }];
class Pool {
  async query(text, values) {
    const name = values?.[0] ?? /name = '([^']*)'/.exec(text)[1];
    return { rows: berths.filter((each) => each.name === name) };
  }
}
module.exports = { Pool };
`,
  "node_modules/mongodb/package.json": '{ "name": "mongodb", "main": "index.js" }\n',
  "node_modules/mongodb/index.js": `const crew = [{ email: "ada@harbour.example" }];
const collection = {
  async findOne({ email }) {
    return crew.find((each) => each.email === email) ?? null;
  },
};
class MongoClient {
  db() {
    return { collection: () => collection };
  }
}
module.exports = { MongoClient };
`,
  "node_modules/express-session/package.json":
    '{ "name": "express-session", "main": "index.js" }\n',
  "node_modules/express-session/index.js": `module.exports = ({ secret }) => {
  if (!secret) throw new Error("A session needs a secret.");
  return () => {};
};
`,
  "node_modules/helmet/package.json": '{ "name": "helmet", "main": "index.js" }\n',
  "node_modules/helmet/index.js": "module.exports = () => () => {};\n",
  "python_stand_ins/yaml.py": `def load(text, Loader=None):
    name, _, rest = text.partition(": ")
    key, _, value = rest.strip("{}").partition(": ")
    return {name: {key: int(value)}}


safe_load = load
`,
  "python_stand_ins/requests.py": `class _Answer:
    def __init__(self, url):
        self._url = url

    def json(self):
        return {"url": self._url}


def get(url, timeout=None):
    return _Answer(url)


def post(url, json=None, timeout=None, verify=True):
    return _Answer(url)
`,
  "python_stand_ins/flask.py": `class Flask:
    def __init__(self, name):
        self.name = name

    def get(self, path):
        return lambda view: view

    def run(self, **options):
        raise RuntimeError("Nothing is served here.")


class _Request:
    args = {}


request = _Request()


def jsonify(value):
    return value
`,
};
