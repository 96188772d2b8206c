export const deliveriesWorkflowName = "handle-deliveries";
