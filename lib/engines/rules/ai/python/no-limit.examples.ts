import type { Rule } from "../../rule.ts";

export const noLimitExamples: Rule["examples"] = {
  bad: [
    {
      path: "agent/loop.py",
      line: 7,
      code: `import anthropic

client = anthropic.Anthropic()


def work(messages, tools, run):
    while True:
        answer = client.messages.create(
            model="claude-sonnet-4-5", max_tokens=1000, tools=tools, messages=messages
        )
        messages.append({"role": "assistant", "content": answer.content})
        if answer.stop_reason != "tool_use":
            return answer
        messages.append({"role": "user", "content": [run(each) for each in answer.content]})
`,
    },
    {
      path: "agent/chain.py",
      line: 5,
      code: `from langchain.agents import AgentExecutor


def build(agent, tools):
    return AgentExecutor(agent=agent, tools=tools, max_iterations=None)
`,
    },
  ],
  good: [
    {
      path: "agent/bounded.py",
      note: "A count of steps; a loop that waits for a person; one that tries again.",
      code: `import time

from openai import OpenAI

client = OpenAI()


def work(messages, tools, run):
    for _ in range(12):
        answer = client.chat.completions.create(model="gpt-4.1", messages=messages, tools=tools)
        if not answer.choices[0].message.tool_calls:
            return answer
        messages.extend(run(each) for each in answer.choices[0].message.tool_calls)


def counted(messages, tools, run):
    done = 0
    while True:
        answer = client.chat.completions.create(model="gpt-4.1", messages=messages, tools=tools)
        done += 1
        if done > 12 or not answer.choices[0].message.tool_calls:
            return answer
        messages.extend(run(each) for each in answer.choices[0].message.tool_calls)


def talk(messages):
    while True:
        messages.append({"role": "user", "content": input("> ")})
        answer = client.chat.completions.create(model="gpt-4.1", messages=messages)
        print(answer.choices[0].message.content, answer.choices[0].message.tool_calls)


def again(messages):
    while True:
        try:
            return client.chat.completions.create(model="gpt-4.1", messages=messages)
        except TimeoutError:
            time.sleep(2)
`,
    },
  ],
};
