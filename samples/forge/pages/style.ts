/** Calm, dense, both themes; what can be long scrolls by itself. */
export const style = `
:root{color-scheme:light dark;--bg:light-dark(#fdfdfc,#151413);--raised:light-dark(#fff,#1b1a19);--sunken:light-dark(#f5f4f3,#100f0e);
--fg:light-dark(#1c1917,#edebe8);--muted:light-dark(#56504a,#b1aba4);--line:light-dark(#e2dfdc,#33302d);--control:light-dark(#8f8983,#7d7771);
--ink:light-dark(#24201d,#ebe8e4);--on-ink:light-dark(#fcfbfa,#1b1917);--add:light-dark(#eaf3fd,#16222f);--del:light-dark(#f2f0ee,#262422);
--add-mark:light-dark(#1f5c99,#9cc4ee);--note:light-dark(#8a3d10,#f0a070)}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:14px/22px "Geist",ui-sans-serif,system-ui,sans-serif;overflow-wrap:anywhere}
a{color:inherit;text-decoration-color:var(--control);text-underline-offset:3px}
a:hover{text-decoration-color:currentColor}
:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
.bar{border-bottom:1px solid var(--line);background:var(--sunken)}
.bar>div,main{max-width:960px;margin:0 auto;padding:0 24px}
.bar>div{display:flex;flex-wrap:wrap;gap:4px 16px;align-items:center;min-height:48px;padding-block:8px}
.bar strong{font-weight:600}.bar span{color:var(--muted)}.bar .who{margin-left:auto}
main{padding-block:24px 64px;display:grid;gap:24px;grid-template-columns:minmax(0,1fr)}
nav ol{display:flex;flex-wrap:wrap;gap:0 8px;margin:0;padding:0;list-style:none;color:var(--muted)}
nav li+li::before{content:"/";margin-right:8px}
h1{font-size:22px;line-height:28px;font-weight:600;letter-spacing:-.011em;margin:0 0 8px}
h2{font-size:15px;line-height:24px;font-weight:600;margin:0}
p{margin:0}.above{border-top:1px solid var(--line);padding-top:12px}.muted{color:var(--muted)}
.state{display:inline-flex;gap:6px;align-items:center;border:1px solid var(--line);border-radius:6px;padding:0 8px;font-weight:500;background:var(--raised)}
.line{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:center}
section.panel{border:1px solid var(--line);border-radius:8px;background:var(--raised)}
section.panel>h2{padding:10px 16px;border-bottom:1px solid var(--line)}
section.panel>h2:last-child{border-bottom:0}
.body{padding:16px;display:grid;gap:12px;grid-template-columns:minmax(0,1fr)}
.rows{list-style:none;margin:0;padding:0}
.rows>li{display:flex;flex-wrap:wrap;gap:2px 12px;padding:7px 16px;border-bottom:1px solid var(--line)}
.rows>li:last-child{border-bottom:0}
.rows time,.rows .end{margin-left:auto;color:var(--muted)}
.rows .words{flex-basis:100%}
code,pre,.diff{font:12.5px/20px "Geist Mono",ui-monospace,Menlo,monospace}
code{background:var(--sunken);border-radius:4px;padding:1px 4px}
pre code{background:none;padding:0}
.prose{display:grid;gap:12px;grid-template-columns:minmax(0,1fr);max-width:72ch}
.prose h1,.prose h2,.prose h3,.prose h4,.prose h5,.prose h6{font-size:15px;line-height:22px;margin:4px 0 0;font-weight:600}
.prose ul,.prose ol{margin:0;padding-left:22px}.prose hr{width:100%;border:0;border-top:1px solid var(--line)}
.prose pre,pre.file{margin:0;overflow:auto;background:var(--sunken);border:1px solid var(--line);border-radius:6px;padding:8px 12px}
.wide{overflow:auto;overflow-wrap:normal}.prose table{border-collapse:collapse}.prose td,.prose th{border:1px solid var(--line);padding:2px 8px;text-align:left}
.diff{overflow:auto;margin:0;padding:4px 0;white-space:pre;overflow-wrap:normal}
.diff span{display:block;min-width:max-content;padding:0 16px}
.diff .add{background:var(--add)}.diff .add b{color:var(--add-mark)}.diff .del{background:var(--del);color:var(--muted)}
.diff .at{color:var(--muted)}.diff b{font-weight:600}
h3.path{font:500 12.5px/20px "Geist Mono",ui-monospace,Menlo,monospace;margin:0;padding:8px 16px;border-bottom:1px solid var(--line);background:var(--sunken)}
.diff+h3.path,p+h3.path{border-top:1px solid var(--line)}
label{display:grid;gap:4px;font-weight:500}
label.check{display:flex;gap:8px;font-weight:400;align-items:center}
input:not([type=checkbox]),textarea{font:inherit;color:inherit;background:var(--bg);border:1px solid var(--control);border-radius:6px;padding:5px 10px;width:100%}
textarea{min-height:72px;resize:vertical}
button{font:inherit;font-weight:500;min-height:32px;padding:4px 12px;border-radius:6px;border:1px solid var(--control);background:var(--raised);color:var(--fg);cursor:pointer}
button:hover{background:var(--sunken)}button.first{background:var(--ink);color:var(--on-ink);border-color:var(--ink)}
.note{border:1px solid var(--line);border-left:3px solid var(--note);border-radius:6px;padding:8px 12px;background:var(--raised)}
@media (pointer:coarse){button{min-height:44px}}
@media (max-width:600px){.bar>div,main{padding-inline:16px}.bar .who{margin-left:0}}
`;
