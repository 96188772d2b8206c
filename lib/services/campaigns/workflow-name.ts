export const attackWorkflowName = "attack-target";
