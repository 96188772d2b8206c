export { deliveriesWorkflow } from "./handle-deliveries.ts";
export { type IncomingDelivery, receiveDelivery } from "./receive-delivery.ts";
