"use client";

import { useEffect, useState } from "react";
import {
  type BrowserCheck,
  type CheckContext,
  type CheckSources,
  checkInBrowser,
  fetchFiles,
} from "./browser-check.ts";
import { countWords } from "./view.ts";

type State = { at: "start" } | { at: "done"; check: BrowserCheck } | { at: "failed" };

/** Checks the bundle once more in this browser, and says so when the server said otherwise. */
export function BrowserResult({
  sources,
  context,
  serverAnswer,
}: {
  sources: CheckSources;
  context: CheckContext;
  serverAnswer: string;
}) {
  const [state, setState] = useState<State>({ at: "start" });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a page's files are checked once
  useEffect(() => {
    fetchFiles(sources)
      .then((files) => checkInBrowser(files, context))
      .then(
        (check) => setState({ at: "done", check }),
        () => setState({ at: "failed" }),
      );
  }, []);

  if (state.at === "start") {
    return (
      <span>
        <noscript>This browser runs no scripts, so it did not check again.</noscript>
      </span>
    );
  }
  if (state.at === "failed") {
    return <span role="status">Not checked in this browser: a file could not be fetched.</span>;
  }
  const answer = countWords(state.check.verification.checks);
  const differs = answer !== serverAnswer;
  return (
    <span role="status">
      Checked again in this browser, {state.check.tookMs} ms:{" "}
      <span className={differs ? "font-medium text-danger" : "font-medium text-fg"}>{answer}</span>
      {differs && (
        <span className="block text-danger">
          The two do not agree. Trust neither, and check with cosign.
        </span>
      )}
    </span>
  );
}
