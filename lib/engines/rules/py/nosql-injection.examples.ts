import type { Rule } from "../rule.ts";

export const nosqlInjectionExamples: Rule["examples"] = {
  bad: [
    {
      path: "club/login.py",
      line: 11,
      code: `from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient().club


@app.post("/login")
def login():
    sent = request.get_json()
    member = db.members.find_one({"name": sent["name"], "pin": sent["pin"]})
    return {"ok": member is not None}
`,
    },
    {
      path: "club/search.py",
      line: 10,
      code: `from fastapi import FastAPI, Request
from pymongo import MongoClient

app = FastAPI()
db = MongoClient().club


@app.post("/search")
async def search(request: Request):
    return list(db["events"].find(await request.json()))
`,
    },
  ],
  good: [
    {
      path: "club/safe.py",
      note: "Texts hold no operators, and neither does what is made into one.",
      code: `from bson import ObjectId
from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient().club


@app.post("/login/<name>")
def login(name):
    sent = request.get_json()
    db.members.find_one({"name": name, "pin": str(sent["pin"])})
    db.members.find_one({"_id": ObjectId(sent["id"])})
    db.members.find({"town": request.args.get("town")})
    mail = sent["mail"]
    if not isinstance(mail, str):
        return {}, 400
    return {"ok": db.members.count_documents({"mail": mail}) > 0}
`,
    },
  ],
};
