/** Apart from the workflow itself, so that the web process can ask for it without its code. */
export const signWorkflowName = "sign-fix";
