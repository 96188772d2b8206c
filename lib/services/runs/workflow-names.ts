export const scanWorkflowName = "scan-repository";
export const fixWorkflowName = "fix-finding";
export const modelFixWorkflowName = "fix-with-model";
