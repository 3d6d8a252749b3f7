/** That of package.json; a test holds the two together. To import the whole file would put it into each bundle. */
export const version = '0.1.0';
