import type { Rule } from "../../rule.ts";

export const modelOutputCodeExamples: Rule["examples"] = {
  bad: [
    {
      path: "analyst/run.py",
      line: 12,
      code: `from openai import OpenAI

client = OpenAI()


def answer(question, table):
    response = client.chat.completions.create(
        model="gpt-4.1",
        messages=[{"role": "user", "content": f"Python for: {question}"}],
    )
    code = response.choices[0].message.content.strip()
    exec(code, {"table": table})
`,
    },
    {
      path: "analyst/shell.py",
      line: 9,
      code: `import subprocess

from langchain_openai import ChatOpenAI

model = ChatOpenAI(model="gpt-4.1")


def fix(log):
    subprocess.run(suggest(log), shell=True, check=False)


def suggest(log):
    return model.invoke("One command that fixes: " + log).content
`,
    },
    {
      path: "analyst/sql.py",
      line: 13,
      code: `import sqlite3

import anthropic

client = anthropic.Anthropic()


def ask(question):
    message = client.messages.create(
        model="claude-sonnet-4-5", max_tokens=500, messages=[{"role": "user", "content": question}]
    )
    query = message.content[0].text
    return sqlite3.connect("shop.db").execute(query).fetchall()
`,
    },
  ],
  good: [
    {
      path: "analyst/choice.py",
      note: "The model names an action of a table; its text is data.",
      code: `import json
import sqlite3
import subprocess

from openai import OpenAI

client = OpenAI()
ACTIONS = {"disk": ["df", "-h"], "load": ["uptime"]}


def act(question, db):
    answer = client.responses.create(model="gpt-4.1", input=question)
    wanted = json.loads(answer.output_text)
    subprocess.run(ACTIONS[wanted["action"]], check=True)
    db.execute("INSERT INTO answers (text) VALUES (?)", (answer.output_text,))
    if wanted["action"] in ACTIONS:
        subprocess.run("log " + wanted["action"], shell=True)
    return int(wanted["count"])
`,
    },
  ],
};
