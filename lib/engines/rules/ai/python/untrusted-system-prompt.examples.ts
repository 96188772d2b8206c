import type { Rule } from "../../rule.ts";

export const untrustedSystemPromptExamples: Rule["examples"] = {
  bad: [
    {
      path: "guide/chat.py",
      line: 14,
      code: `from flask import Flask, request
from openai import OpenAI

app = Flask(__name__)
client = OpenAI()


@app.post("/chat")
def chat():
    persona = request.json.get("persona", "a guide")
    answer = client.chat.completions.create(
        model="gpt-4.1",
        messages=[
            {"role": "system", "content": f"You are {persona}. Be brief."},
            {"role": "user", "content": request.json["question"]},
        ],
    )
    return {"answer": answer.choices[0].message.content}
`,
    },
    {
      path: "guide/search.py",
      line: 11,
      code: `import anthropic

client = anthropic.Anthropic()


def answer(store, question):
    notes = "\\n".join(each.page_content for each in store.similarity_search(question, k=4))
    return client.messages.create(
        model="claude-sonnet-4-5",
        max_tokens=800,
        system="Answer from these notes:\\n" + notes,
        messages=[{"role": "user", "content": question}],
    )
`,
    },
  ],
  good: [
    {
      path: "guide/safe.py",
      note: "A constant system prompt, a choice of the program's own, and a number.",
      code: `from flask import Flask, request
from openai import OpenAI

app = Flask(__name__)
client = OpenAI()
TONES = {"short": "Be brief.", "long": "Be thorough."}


@app.post("/chat")
def chat():
    tone = TONES.get(request.json.get("tone"), TONES["short"])
    words = int(request.json.get("words", 80))
    answer = client.chat.completions.create(
        model="gpt-4.1",
        messages=[
            {"role": "system", "content": f"You are a guide. {tone} At most {words} words."},
            {"role": "user", "content": request.json["question"]},
        ],
    )
    return {"answer": answer.choices[0].message.content}
`,
    },
  ],
};
