export async function host(size, { stateful }) {
  const { createMocks } = await import(`../generated/${size}/mocks.js`);
  return createMocks(stateful ? {} : { stateful }).fetch;
}
