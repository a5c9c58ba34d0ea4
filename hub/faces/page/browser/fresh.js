export const Fresh = { template: `<aside></aside>` };
