// What NiceGUI puts on the page; all else is in the modules beside it.
export { App as default } from "hub-page";
