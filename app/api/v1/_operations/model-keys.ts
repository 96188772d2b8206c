import { operation, peopleOnly } from "#app/_server/api/operation.ts";
import { listModelKeys } from "#lib/services/model-keys/index.ts";
import { modelKeys } from "./model-key-models.ts";

const area = "Model keys";

export const listModelKeysOperation = operation({
  id: "listModelKeys",
  method: "GET",
  path: "/model-keys",
  area,
  summary: "The keys to models, what each was used for this month, and which model does what.",
  detail: "A key itself is shown to nobody, only its last four characters.",
  access: "read",
  status: 200,
  answer: modelKeys,
  run: ({ organizationId }) => listModelKeys(organizationId),
});

export const addModelKeyOperation = peopleOnly({
  id: "addModelKey",
  method: "POST",
  path: "/model-keys",
  area,
  summary: "Adding a model key is for people.",
  people: "No API token may add a model key: an admin adds it in the console.",
});

export const rotateModelKeyOperation = peopleOnly({
  id: "rotateModelKey",
  method: "POST",
  path: "/model-keys/{id}/rotate",
  area,
  summary: "Rotating a model key is for people.",
  people: "No API token may rotate a model key: an admin rotates it in the console.",
});

export const deleteModelKeyOperation = peopleOnly({
  id: "deleteModelKey",
  method: "DELETE",
  path: "/model-keys/{id}",
  area,
  summary: "Deleting a model key is for people.",
  people: "No API token may delete a model key: an admin deletes it in the console.",
});

export const chooseModelOperation = peopleOnly({
  id: "chooseModel",
  method: "POST",
  path: "/model-choices",
  area,
  summary: "Choosing which model does what is for people.",
  people: "No API token may choose a model: an admin chooses it in the console.",
});
