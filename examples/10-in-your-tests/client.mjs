// Asks for a number, three times at most, each time for a second: node client.mjs http://HOST:8080/
const [url] = process.argv.slice(2);

for (let attempt = 1; attempt <= 3; attempt++) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1000) });
    console.log(`attempt ${attempt}: ${(await answer.text()).trim()}`);
    process.exit(0);
  } catch (error) {
    console.log(`attempt ${attempt}: ${error.name}`);
  }
}
process.exit(1);
