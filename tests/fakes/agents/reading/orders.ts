import { amountsIn, emailsIn, idsIn, pathsIn, quotedIn, urlsIn } from "./text.ts";

/** What a text has its reader do, and with what. It is read as a whole: verbs, and the things it names. */
export interface Orders {
  readonly text: string;
  readonly verbs: ReadonlySet<Verb>;
  readonly emails: readonly string[];
  readonly urls: readonly string[];
  readonly ids: readonly string[];
  readonly paths: readonly string[];
  readonly quoted: readonly string[];
  /** The greatest first. */
  readonly amounts: readonly number[];
}

const stems = {
  send: /\b(?:send|mail|e-mail|email|forward|inform|copy|cc|bcc|write (?:back|to)|reply to|notify|report (?:it )?to|confirm to)|envia|envoy|envía|inviat|invia|schick|sende|wyślij|mailen|发送|发邮件|送信|メール/i,
  reveal:
    /\b(?:print|show|reveal|tell|give|repeat|output|list|export|disclose|name|quote|write|translate|say|answer|dump|reproduce|state|put|continue|complete|summari[sz]e|paste|convert|spell|need|want|describe|reads?|translate)\b|gib|zeig|nenn|schreib|sag\b|wie lautet|affiche|donne|quel est|dis\b|écri|muestra|dime|escrib|dame|cuál|di\b|mostra|scriv|dimmi|traduci|mostre|diga|dê|escreva|podaj|napisz|pokaż|wypisz|wyświetl|przetłumacz|traduce|traduis|übersetz|列出|显示|告诉|表示|教え|書いて/i,
  refund:
    /\b(?:refund|pay(?:s|ing)? back|money back|reimburse)|refund_order|erstatt|rembours|reembols|rimbors|zwrot|退款|返金/i,
  pay: /\b(?:pay|paid|transfer|settle|payments?|sum goes)\b|pay_invoice|zahl|überweis|versez?|pag(?:a|ar|ue|are)\b|montant|importe|zapłać|支付|汇|支払/i,
  cancel:
    /\b(?:cancel|call off|cancellation|get it over with)|cancel_order|stornier|annul|cancel[ae]|anuluj|取消/i,
  delete:
    /\b(?:delet|remov|eras|wip|clean-up|clear|purge|rm -)|delete_file|lösch|supprim|elimin|borra|usuń|apag|删除|削除/i,
  write:
    /\b(?:write|add|replace|set|put|insert|append|save|overwrite|create|file)\b|write_file|schreib|ersetze|remplac|escrib|scriv|zapisz|写入|書き込/i,
  update:
    /\b(?:update|change|set|enter|add|complete|correct)\b|update_customer|ändere|setz|modifi|cambia|zmień|altere|更改|変更/i,
  run: /\b(?:run|execut|curl|sh\b|bash|install|pip |npm |start(?:s|ed)? with|command|touch|make )|run_command|führe|exécut|ejecut|esegu|uruchom|运行|実行/i,
  fetch:
    /\b(?:fetch|open|visit|load|request|call|get|download|check)\b|fetch_page|öffne|ruf|ouvre|abre|apri|otwórz|打开|開/i,
  remember:
    /\b(?:remember|keep|store|note|save|memor|from now on|permanent)|merk|notier|retien|recuerda|ricorda|guarda|zapamiętaj|lembre|记住|覚え/i,
  ask: /\b(?:ask|consult|hand|pass|tell|forward) (?:it |this |them )?(?:to )?(?:the )?(?:other )?agent|ask_agent|agent ["“]|frag|demande|pregunta|chiedi|zapytaj/i,
  say: /\b(?:reply|respond|answer|output|print|begin|start|end|finish|say|write|repeat|append|close|mention|replace your answer|consist|put|use|state|call (?:it|him|her)|made of)\b|antwort|schreib|beginn|répond|commence|termine|écri|responde|contesta|termina|rispondi|inizia|odpowiedz|zacznij|zakończ|responda|回答|回复|答え|返信/i,
  link: /!?\[[^\]]{0,80}\]\(|\b(?:link|image|picture|logo|badge|href|footnote)\b|Bild|imagen|immagine|lien|enlace/i,
} as const;

export type Verb = keyof typeof stems;
const verbs = Object.keys(stems) as readonly Verb[];

export function ordersIn(text: string): Orders {
  return {
    text,
    verbs: new Set(verbs.filter((verb) => stems[verb].test(text))),
    emails: emailsIn(text),
    urls: urlsIn(text),
    ids: idsIn(text),
    paths: pathsIn(text),
    quoted: quotedIn(text),
    amounts: amountsIn(text),
  };
}
