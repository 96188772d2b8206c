import type { Rule } from "../rule.ts";

export const nosqlInjectionExamples: Rule["examples"] = {
  bad: [
    {
      path: "src/sign-in.js",
      line: 5,
      code: `const router = require('express').Router()
const User = require('../models/user')

router.post('/sign-in', async (req, res) => {
  const user = await User.findOne({ email: req.body.email, active: true })
  res.json({ known: user !== null })
})
`,
      after: `const router = require('express').Router()
const User = require('../models/user')

router.post('/sign-in', async (req, res) => {
  const user = await User.findOne({ email: String(req.body.email), active: true })
  res.json({ known: user !== null })
})
`,
    },
    {
      path: "src/reset.ts",
      note: "A short property becomes a full one.",
      line: 8,
      code: `import type { Request, Response } from "express";
import { MongoClient } from "mongodb";

const users = new MongoClient("mongodb://localhost").db("desk").collection("users");

export async function reset(req: Request, res: Response) {
  const { token, hash } = req.body;
  const done = await users.updateOne({ token }, { $set: { hash } });
  res.json({ done: done.modifiedCount });
}
`,
      after: `import type { Request, Response } from "express";
import { MongoClient } from "mongodb";

const users = new MongoClient("mongodb://localhost").db("desk").collection("users");

export async function reset(req: Request, res: Response) {
  const { token, hash } = req.body;
  const done = await users.updateOne({ token: String(token) }, { $set: { hash } });
  res.json({ done: done.modifiedCount });
}
`,
    },
  ],
  good: [
    {
      path: "src/lookup.ts",
      note: "Strings by their making, a path of the address, and a literal comparison.",
      code: `import mongoose from "mongoose";
import type { Request, Response } from "express";
import { z } from "zod";

const schema = z.object({ name: z.string(), page: z.number() });
const Room = mongoose.model("Room");

export async function lookup(req: Request, res: Response) {
  const { name } = schema.parse(req.body);
  const a = await Room.find({ name });
  const b = await Room.findOne({ slug: req.params.slug });
  const c = await Room.findOne({ key: { $eq: req.body.key } });
  const d = await Room.find({ city: \`\${req.query.city}\`, floor: Number(req.query.floor) });
  res.json([a, b, c, d, await Room.findById(req.body.id)]);
}
`,
    },
    {
      path: "src/typed.js",
      code: `const { Guest } = require('./models')

module.exports = async (req, res) => {
  const { code } = req.body
  if (typeof code !== 'string') return res.sendStatus(400)
  res.json(await Guest.findOne({ code }))
}
`,
    },
    {
      path: "src/list.js",
      note: "A list of the program's own, not a collection.",
      code: `const mongoose = require('mongoose')
const plans = ['free', 'team']

module.exports = (req, res) => {
  res.json(plans.find((plan) => plan === req.body.plan))
}
`,
    },
  ],
  untouched: [
    {
      path: "src/search.js",
      note: "The whole filter is the sender's: which fields are meant is not known.",
      line: 5,
      code: `const mongoose = require('mongoose')
const Room = mongoose.model('Room')

module.exports = async (req, res) => {
  res.json(await Room.find(req.query))
}
`,
    },
  ],
};
