import { createServer } from 'node:http';

createServer((_request, response) => response.end('42\n')).listen(8080, '0.0.0.0', () => console.log('listening'));
