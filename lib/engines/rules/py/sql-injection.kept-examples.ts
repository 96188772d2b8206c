import type { Rule } from "../rule.ts";

/** What is no finding, and what is found and left alone. */
export const sqlKeptExamples: Pick<Rule["examples"], "good" | "untouched"> = {
  good: [
    {
      path: "shop/safe.py",
      note: "Numbers, values handed over apart, names that were looked up, and texts of the program's own.",
      code: `import sqlite3

from flask import Flask, abort, request

app = Flask(__name__)
db = sqlite3.connect("shop.db")
COLUMNS = {"price": "price", "name": "name"}
TABLE = "goods"


@app.get("/goods/<int:number>/<kind>")
def goods(number, kind):
    page = int(request.args.get("page", 1))
    size = request.args.get("size", 20, type=int)
    order = COLUMNS.get(request.args.get("order"), "name")
    sort = request.args.get("sort", "asc")
    if sort not in ("asc", "desc"):
        abort(400)
    if kind in COLUMNS:
        db.execute(f"SELECT {kind} FROM {TABLE}")
    db.execute(f"SELECT * FROM {TABLE} WHERE id = {number} LIMIT {size} OFFSET {page * size}")
    db.execute(f"SELECT * FROM goods ORDER BY {order} {sort}")
    db.execute("SELECT * FROM goods WHERE kind = ?", (kind,))
    return {}
`,
    },
    {
      path: "shop/later.py",
      note: "The value is a number before it reaches the SQL, whichever way it goes.",
      code: `import sqlite3

from flask import request


def stock(db):
    shelf = request.args["shelf"]
    try:
        shelf = int(shelf)
    except ValueError:
        return None
    return db.execute("SELECT * FROM stock WHERE shelf = %s" % shelf)


def by_day(db, day):
    return db.execute(f"SELECT * FROM stock WHERE day = '{day}'")
`,
    },
    {
      path: "shop/types.py",
      code: `import sqlite3
from uuid import UUID

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()
db = sqlite3.connect("shop.db")


class Sale(BaseModel):
    article: int
    note: str


@app.post("/sales/{desk}")
def sale(desk: UUID, sale: Sale, count: int = 1):
    db.execute(f"INSERT INTO sales (desk, article, count) VALUES ('{desk}', {sale.article}, {count})")
    db.execute("INSERT INTO notes (note) VALUES (?)", (sale.note,))
`,
    },
  ],
  untouched: [
    {
      path: "shop/columns.py",
      note: "No placeholder can stand for a column.",
      line: 7,
      code: `import sqlite3

from flask import request


def listing(db):
    return db.execute(f"SELECT * FROM goods ORDER BY {request.args['order']}").fetchall()
`,
    },
    {
      path: "shop/lists.py",
      note: "One placeholder would stand for the whole list.",
      line: 8,
      code: `import psycopg2
from flask import request


def several(cursor):
    ids = request.args["ids"]
    extra = " AND sold = 0"
    cursor.execute(f"SELECT * FROM goods WHERE id IN ({ids})" + extra)
`,
    },
    {
      path: "shop/engine.py",
      note: "Which placeholder the engine's driver takes is not written here.",
      line: 6,
      code: `from flask import request
from sqlalchemy import text


def by_name(session):
    return session.execute(text(f"SELECT * FROM goods WHERE name = '{request.form['name']}'"))
`,
    },
    {
      path: "shop/model.py",
      note: "The value comes through a function of this file and a list.",
      line: 12,
      code: `from django.db import connection
from django.views import View


class Report(View):
    def filters(self):
        found = ["sold = 1"]
        if self.request.GET.get("desk"):
            found.append("desk = '%s'" % self.request.GET["desk"])
        return " AND ".join(found)
    def get(self, request):
        connection.cursor().execute("SELECT * FROM sales WHERE " + self.filters())
`,
    },
  ],
};
