export default async function teardown() {
  await globalThis.firstwordTestServer?.stop();
}
