import type { Danger } from "./facts.ts";

/** Calls whose outcome holds nothing of a stranger's text. */
const always =
  /^(?:int|float|bool|len|complex|ord|hash|id|abs|round|sum|any|all|isinstance|type|range|hasattr|callable)$|^(?:uuid\.UUID|decimal\.Decimal|datetime\..*|ipaddress\..*|hashlib\..*|hmac\..*|secrets\..*|math\..*|base64\.(?:url|standard_)?(?:safe_)?b(?:16|32|64|85)encode|werkzeug\.security\..*|bson\.(?:objectid\.)?ObjectId|time\..*|random\..*|binascii\..*|re\.escape)$/;

const byDanger: Readonly<Partial<Record<Danger, RegExp>>> = {
  command: /^(?:shlex|pipes)\.(?:quote|join)$/,
  html: /^(?:html|cgi|markupsafe|flask|bleach|nh3|django\.utils\.html|xml\.sax\.saxutils|jinja2)\.(?:escape|clean|linkify|conditional_escape|quoteattr|escape_silent|format_html|format_html_join|strip_tags|urlize)$|^(?:json\.dumps|flask\.(?:json\.)?(?:jsonify|dumps)|urllib\.parse\.(?:quote|quote_plus|urlencode))$/,
  template: /^(?:html|markupsafe)\.escape_template$/,
  path: /^(?:os\.path\.(?:basename|splitext_name)|ntpath\.basename|posixpath\.basename|(?:werkzeug\.(?:utils\.)?|flask\.)(?:secure_filename|safe_join)|werkzeug\.security\.safe_join|django\.utils\._os\.safe_join|django\.utils\.text\.get_valid_filename|django\.utils\.text\.slugify|slugify\.slugify)$/,
  request: /^urllib\.parse\.(?:quote|quote_plus|urlencode)$/,
  redirect:
    /^(?:urllib\.parse\.(?:quote|quote_plus|urlencode)|django\.urls\.(?:reverse|reverse_lazy)|flask\.url_for|django\.shortcuts\.resolve_url)$/,
  sql: /^(?:psycopg2?\.sql\.(?:Identifier|Literal|Placeholder)|pymysql\.converters\.escape_string)$/,
};

/** By its name, a function that makes a value harmless: its makers are believed. */
const byName =
  /(?:^|[._])(?:sanit|escape|clean(?!ed_data)|quote|safe|valid|slugify|normali[sz]e_?(?:id|name)|check_)/i;

/** `callee` is the dotted name by imports where known, else as written. */
export function isCleaned(callee: string, danger: Danger): boolean {
  if (always.test(callee) || byDanger[danger]?.test(callee) === true) return true;
  return false;
}

/** A function of the program itself, or one that nothing is known of. */
export function namedCleaner(callee: string): boolean {
  return callee.length < 100 && byName.test(callee);
}

/** Functions that hand on what they are given, whole or in part. */
export const handsOn =
  /^(?:str|repr|bytes|bytearray|list|dict|tuple|set|frozenset|sorted|reversed|enumerate|zip|iter|next|min|max|format|getattr|map|filter)$|^(?:os\.path\.(?:join|normpath|abspath|realpath|expanduser|dirname)|os\.(?:fspath|fsencode|fsdecode)|posixpath\.join|pathlib\.(?:Pure|Posix|Windows|PurePosix)?Path|urllib\.parse\.(?:unquote|unquote_plus|urljoin|urlparse|urlsplit|urlunparse|parse_qs|parse_qsl)|json\.(?:loads|dumps)|base64\.\w*decode|copy\.(?:deep)?copy|textwrap\.dedent|shlex\.split|io\.(?:BytesIO|StringIO)|sqlalchemy\.(?:sql\.(?:expression\.)?)?text|psycopg2?\.sql\.SQL|codecs\.decode|itertools\.chain|asyncio\.(?:wait_for|to_thread)|zlib\.decompress|gzip\.decompress|markupsafe\.Markup|flask\.(?:Markup|make_response|json\.loads)|django\.utils\.safestring\.mark_safe|typing\.cast|email\.utils\.\w+)$/;

/** Methods of texts, lists and dictionaries that do the same with what they belong to. */
export const handsOnMethod =
  /^(?:strip|lstrip|rstrip|lower|upper|title|capitalize|casefold|swapcase|encode|decode|replace|split|rsplit|splitlines|partition|rpartition|format|format_map|join|expandtabs|ljust|rjust|center|zfill|removeprefix|removesuffix|get|getlist|get_list|getall|getone|multi_items|pop|popitem|items|values|keys|copy|to_dict|dict|model_dump|setdefault|read|readline|joinpath|with_suffix|with_name|resolve|absolute|expanduser|as_posix|translate|tobytes|getvalue|lists|first|stream)$/;
