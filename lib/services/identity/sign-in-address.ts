import { z } from "zod";
import { emailAddress } from "#lib/services/organizations/index.ts";

const ownMailbox = /^[a-z0-9._-]{1,64}@localhost$/;

/** Where a link may be sent: an e-mail address, or a mailbox of this machine, as the first owner's is. */
export const signInAddress = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .refine(
    (text) => ownMailbox.test(text) || emailAddress.safeParse(text).success,
    "This is not an e-mail address.",
  );
