export { deliveriesWorkflow } from "./handle-deliveries.ts";
export { obeyComments } from "./obey-comments.ts";
export { maxDeliveryBytes, receiveDelivery } from "./receive-delivery.ts";
export { reconcileConnections } from "./reconcile-connections.ts";
