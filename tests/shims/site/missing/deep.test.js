import './there.js';
