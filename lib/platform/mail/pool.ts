import { createTransport, type SendMailOptions, type Transporter } from "nodemailer";

const idleAfterMs = 2_000;

let pool: Transporter | undefined;
let underWay = 0;
let idle: NodeJS.Timeout | undefined;

/**
 * Sends over connections that stay open from one message to the next, as long as there are some to
 * send: to connect and to agree on TLS takes longer than the message. Rejects as nodemailer does.
 */
export async function sendThroughPool(url: string, mail: SendMailOptions): Promise<void> {
  clearTimeout(idle);
  // A server that hangs up gets each message once more, and not for ever.
  pool ??= createTransport({ url, pool: true, maxRequeues: 1 } as { url: string; pool: true });
  underWay += 1;
  try {
    await pool.sendMail(mail);
  } finally {
    underWay -= 1;
    if (underWay === 0) idle = setTimeout(closePool, idleAfterMs).unref();
  }
}

function closePool(): void {
  pool?.close();
  pool = undefined;
}
