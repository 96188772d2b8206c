import type { Rule } from "../rule.ts";
import { sqlKeptExamples } from "./sql-injection.kept-examples.ts";

export const sqlInjectionExamples: Rule["examples"] = {
  bad: [
    {
      path: "shop/orders.py",
      line: 10,
      code: `import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.get("/orders")
def orders():
    rows = sqlite3.connect("shop.db").execute(f"SELECT id, total FROM orders WHERE city = '{request.args['city']}'")
    return {"orders": rows.fetchall()}
`,
      after: `import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.get("/orders")
def orders():
    rows = sqlite3.connect("shop.db").execute("SELECT id, total FROM orders WHERE city = ?", (request.args['city'],))
    return {"orders": rows.fetchall()}
`,
    },
    {
      path: "library/search.py",
      note: "The pattern stays a pattern; a percent sign of the SQL is doubled, because the driver reads it.",
      line: 8,
      code: `import psycopg2
from flask import request


def search(conn):
    title = request.args.get("title", "").strip()
    cursor = conn.cursor()
    cursor.execute(
        f"SELECT title FROM books WHERE shelf NOT LIKE 'X%' AND title ILIKE '%{title}%' "
        "ORDER BY title"
    )
    return cursor.fetchall()
`,
      after: `import psycopg2
from flask import request


def search(conn):
    title = request.args.get("title", "").strip()
    cursor = conn.cursor()
    cursor.execute(
        "SELECT title FROM books WHERE shelf NOT LIKE 'X%%' AND title ILIKE %s "
        "ORDER BY title", (f"%{title}%",)
    )
    return cursor.fetchall()
`,
    },
    {
      path: "clinic/views.py",
      line: 8,
      code: `from django.db import connection
from django.http import JsonResponse


def patient(request):
    query = "SELECT name, ward FROM patients WHERE name = '%s' AND ward = %s" % (request.GET["name"], request.GET["ward"])
    with connection.cursor() as cursor:
        cursor.execute(query)
        return JsonResponse({"rows": cursor.fetchall()})
`,
      after: `from django.db import connection
from django.http import JsonResponse


def patient(request):
    query = "SELECT name, ward FROM patients WHERE name = %s AND ward = %s"
    with connection.cursor() as cursor:
        cursor.execute(query, (request.GET["name"], request.GET["ward"]))
        return JsonResponse({"rows": cursor.fetchall()})
`,
    },
    {
      path: "fleet/api.py",
      line: 12,
      code: `import sqlite3

from fastapi import FastAPI

app = FastAPI()
db = sqlite3.connect("fleet.db")


@app.post("/vans")
def add_van(plate: str, depot: str):
    cursor = db.cursor()
    cursor.execute("INSERT INTO vans (plate, depot) VALUES ('" + plate + "', '" + depot + "')")
    db.commit()
    return {"plate": plate}


@app.delete("/vans/{plate}")
def drop_van(plate: str):
    db.execute("DELETE FROM vans WHERE plate = '{}' AND depot = '{depot}'".format(plate, depot="main"))
    db.execute("DELETE FROM trips WHERE van = " + plate)
    return {}
`,
      after: `import sqlite3

from fastapi import FastAPI

app = FastAPI()
db = sqlite3.connect("fleet.db")


@app.post("/vans")
def add_van(plate: str, depot: str):
    cursor = db.cursor()
    cursor.execute("INSERT INTO vans (plate, depot) VALUES (?, ?)", (plate, depot))
    db.commit()
    return {"plate": plate}


@app.delete("/vans/{plate}")
def drop_van(plate: str):
    db.execute("DELETE FROM vans WHERE plate = ? AND depot = ?", (plate, "main"))
    db.execute("DELETE FROM trips WHERE van = ?", (plate,))
    return {}
`,
    },
    {
      path: "radio/stations.py",
      line: 9,
      code: `import asyncpg
from starlette.requests import Request


async def station(request: Request):
    pool = request.app.state.pool
    name = request.query_params["name"]
    async with pool.acquire() as conn:
        row = await conn.fetchrow(f"SELECT * FROM stations WHERE name = '{name}'")
    return dict(row)
`,
      after: `import asyncpg
from starlette.requests import Request


async def station(request: Request):
    pool = request.app.state.pool
    name = request.query_params["name"]
    async with pool.acquire() as conn:
        row = await conn.fetchrow("SELECT * FROM stations WHERE name = $1", name)
    return dict(row)
`,
    },
  ],
  ...sqlKeptExamples,
};
