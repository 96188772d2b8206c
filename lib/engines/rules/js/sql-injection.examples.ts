import type { Rule } from "../rule.ts";

export const sqlInjectionExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/rooms.ts",
      line: 7,
      code: `import express from "express";
import { Pool } from "pg";

const app = express();
const pool = new Pool();
app.get("/rooms", async (req, res) => {
  const found = await pool.query(\`SELECT * FROM rooms WHERE city = '\${req.query.city}' AND beds >= \${req.query.beds}\`);
  res.json(found.rows);
});
`,
      after: `import express from "express";
import { Pool } from "pg";

const app = express();
const pool = new Pool();
app.get("/rooms", async (req, res) => {
  const found = await pool.query(\`SELECT * FROM rooms WHERE city = $1 AND beds >= $2\`, [req.query.city, req.query.beds]);
  res.json(found.rows);
});
`,
    },
    {
      path: "src/guests.js",
      note: "The quotes around a value go with it; an object among MySQL's values would become SQL again.",
      line: 7,
      code: `const mysql = require('mysql2')
const db = mysql.createPool({ database: 'desk' })

module.exports = (req, res, next) => {
  const { name } = req.body
  const sql = "SELECT id FROM guests WHERE name = '" + name + "' AND active = 1"
  db.query(sql, (error, rows) => (error ? next(error) : res.json(rows)))
}
`,
      after: `const mysql = require('mysql2')
const db = mysql.createPool({ database: 'desk' })

module.exports = (req, res, next) => {
  const { name } = req.body
  const sql = "SELECT id FROM guests WHERE name = ? AND active = 1"
  db.query(sql, [String(name)], (error, rows) => (error ? next(error) : res.json(rows)))
}
`,
    },
    {
      path: "src/search.mjs",
      note: "What `LIKE` wants around the value becomes a part of the parameter.",
      line: 7,
      code: `import Database from "better-sqlite3";
import { Router } from "express";

const db = new Database("library.db");
export const router = Router();
router.get("/books", (req, res) => {
  res.json(db.prepare(\`SELECT title FROM books WHERE title LIKE '%\${req.query.q}%'\`).all());
});
`,
      after: `import Database from "better-sqlite3";
import { Router } from "express";

const db = new Database("library.db");
export const router = Router();
router.get("/books", (req, res) => {
  res.json(db.prepare(\`SELECT title FROM books WHERE title LIKE ?\`).all(\`%\${req.query.q}%\`));
});
`,
    },
    {
      path: "app/api/members/route.ts",
      line: 7,
      code: `import { PrismaClient } from "@prisma/client";

const prisma = new PrismaClient();

export async function POST(request: Request) {
  const { email } = await request.json();
  const found = await prisma.$queryRawUnsafe(\`SELECT id FROM members WHERE email = '\${email}'\`);
  return Response.json(found);
}
`,
      after: `import { PrismaClient } from "@prisma/client";

const prisma = new PrismaClient();

export async function POST(request: Request) {
  const { email } = await request.json();
  const found = await prisma.$queryRaw\`SELECT id FROM members WHERE email = \${email}\`;
  return Response.json(found);
}
`,
    },
    {
      path: "src/orders.js",
      line: 7,
      code: `const knex = require('knex')({ client: 'pg' })
const { Sequelize } = require('sequelize')
const sequelize = new Sequelize('sqlite::memory:')

exports.list = async (ctx) => {}
exports.orders = async (req, res) => {
  const orders = await knex('orders').whereRaw("state = '" + req.query.state + "'")
  const [rows] = await sequelize.query('SELECT id FROM lines WHERE sku = ' + req.query.sku, { raw: true })
  res.json({ orders, rows })
}
`,
      after: `const knex = require('knex')({ client: 'pg' })
const { Sequelize } = require('sequelize')
const sequelize = new Sequelize('sqlite::memory:')

exports.list = async (ctx) => {}
exports.orders = async (req, res) => {
  const orders = await knex('orders').whereRaw("state = ?", [String(req.query.state)])
  const [rows] = await sequelize.query('SELECT id FROM lines WHERE sku = ?', { replacements: [String(req.query.sku)], raw: true })
  res.json({ orders, rows })
}
`,
    },
  ],
  good: [
    {
      path: "src/parameters.ts",
      note: "Parameters, numbers and tagged templates.",
      code: `import { Pool } from "pg";
import type { Request, Response } from "express";
import { prisma } from "./db";

const pool = new Pool();

export async function rooms(req: Request, res: Response) {
  const id = Number(req.params.id);
  const a = await pool.query("SELECT * FROM rooms WHERE city = $1", [req.query.city]);
  const b = await pool.query(\`SELECT * FROM rooms WHERE id = \${id}\`);
  const c = await prisma.$queryRaw\`SELECT * FROM rooms WHERE city = \${req.query.city}\`;
  res.json([a.rows, b.rows, c]);
}
`,
    },
    {
      path: "src/sorted.js",
      note: "A column from a list, and a direction of two.",
      code: `const { Pool } = require('pg')
const pool = new Pool()
const columns = ['name', 'price']

module.exports = async (req, res) => {
  const sort = columns.includes(req.query.sort) ? req.query.sort : 'name'
  const direction = req.query.dir === 'desc' ? 'DESC' : 'ASC'
  const found = await pool.query(\`SELECT * FROM rooms ORDER BY \${sort} \${direction}\`)
  res.json(found.rows)
}
`,
    },
    {
      path: "src/filters.ts",
      note: "The text grows by placeholders; the values go beside it.",
      code: `import { Pool } from "pg";
import type { Request, Response } from "express";

const pool = new Pool();

export async function filtered(req: Request, res: Response) {
  const where: string[] = [];
  const values: unknown[] = [];
  for (const key of ["city", "floor"]) {
    if (req.query[key] === undefined) continue;
    values.push(req.query[key]);
    where.push(\`\${key} = $\${values.length}\`);
  }
  const found = await pool.query(\`SELECT * FROM rooms WHERE \${where.join(" AND ")}\`, values);
  res.json(found.rows);
}
`,
    },
    {
      path: "src/escaped.js",
      code: `const mysql = require('mysql')
const db = mysql.createConnection({})

module.exports = (req, res) => {
  const sql = 'SELECT * FROM guests WHERE name = ' + mysql.escape(req.query.name)
  db.query(sql, (error, rows) => res.json(rows))
}
`,
    },
  ],
  untouched: [
    {
      path: "src/order-by.ts",
      note: "The name of a column cannot be a parameter.",
      line: 7,
      code: `import { Pool } from "pg";
import type { Request, Response } from "express";

const pool = new Pool();

export async function ordered(req: Request, res: Response) {
  const found = await pool.query(\`SELECT * FROM rooms ORDER BY \${req.query.sort}\`);
  res.json(found.rows);
}
`,
    },
    {
      path: "src/elsewhere.js",
      note: "Which driver this is, another file knows.",
      line: 5,
      code: `const db = require('./db')

module.exports = async (req, res) => {
  const id = req.params.id
  res.json(await db.query(\`SELECT * FROM rooms WHERE id = \${id}\`))
}
`,
    },
    {
      path: "src/many.js",
      note: "A list is not one value.",
      line: 6,
      code: `const { Client } = require('pg')
const client = new Client()

module.exports = async (req, res) => {
  const ids = req.body.ids.join(',')
  const found = await client.query(\`DELETE FROM guests WHERE id IN (\${ids})\`)
  res.json(found.rowCount)
}
`,
    },
  ],
};
