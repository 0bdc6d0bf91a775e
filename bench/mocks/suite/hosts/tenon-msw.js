import { getResponse } from "msw";

export async function host(size, { stateful }) {
  const { createMocks } = await import(`../generated/${size}/mocks.js`);
  const { handlers } = createMocks(stateful ? {} : { stateful });
  return (request) => getResponse(handlers, request);
}
