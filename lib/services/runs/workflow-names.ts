export const scanWorkflowName = "scan-repository";
export const fixWorkflowName = "fix-finding";
