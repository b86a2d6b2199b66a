import { Resolver } from 'node:dns/promises';

/** Asks each server given for the addresses of www.example.com and www.example.org, and prints, as JSON, what it is told. */
const ask = async server => {
  const resolver = new Resolver({ timeout: 10_000, tries: 1 });
  resolver.setServers([server.includes(':') ? `[${server}]` : server]);
  const answers = [
    resolver.resolve4('www.example.com'),
    resolver.resolve6('www.example.com'),
    resolver.resolve4('www.example.org'),
  ];
  return (await Promise.all(answers)).flat();
};

for (const server of process.argv.slice(2)) console.log(JSON.stringify(await ask(server)));
