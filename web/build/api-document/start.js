// Where the functions are is the page's setting: requests that are tried go there.
const settings = await (await fetch("../config.json")).json().catch(() => ({}));
const document_ = await (await fetch("openapi.json")).json();
if (settings.functions_url) document_.servers = [{ url: settings.functions_url + document_.servers[0].url }];
window.SwaggerUIBundle({ spec: document_, dom_id: "#document", deepLinking: true, persistAuthorization: false });
