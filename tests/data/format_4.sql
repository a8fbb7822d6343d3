-- The catalog of an index of format 4, as it was made before signatures and layouts were recorded.
CREATE TABLE facts (name VARCHAR(40) NOT NULL, value TEXT NOT NULL, PRIMARY KEY (name));
CREATE TABLE counters (name VARCHAR(40) NOT NULL, next BIGINT NOT NULL, PRIMARY KEY (name));
CREATE TABLE generations (number BIGINT NOT NULL, published_at VARCHAR(32) NOT NULL, articles BIGINT NOT NULL, passages BIGINT NOT NULL, sentences BIGINT NOT NULL, comments BIGINT NOT NULL, failed JSON NOT NULL, PRIMARY KEY (number));
CREATE TABLE segments (id BIGINT NOT NULL, collection VARCHAR(80) NOT NULL, comments BOOLEAN NOT NULL, added BIGINT NOT NULL, removed BIGINT, PRIMARY KEY (id));
CREATE TABLE articles (id BIGINT NOT NULL, path TEXT NOT NULL, sha256 VARCHAR(64) NOT NULL, encoding VARCHAR(40) NOT NULL, text TEXT NOT NULL, regions TEXT NOT NULL, line_keys BLOB NOT NULL, title TEXT, published VARCHAR(10), published_inferred BOOLEAN NOT NULL, author TEXT, publisher TEXT, url TEXT, comments_from INTEGER, pages JSON NOT NULL, dates JSON NOT NULL, names JSON NOT NULL, added BIGINT NOT NULL, removed BIGINT, PRIMARY KEY (id));
CREATE INDEX articles_by_path ON articles (path);
CREATE INDEX articles_by_removed ON articles (removed);
CREATE TABLE passages (id BIGINT NOT NULL, article BIGINT NOT NULL, region VARCHAR(12) NOT NULL, vectors VARCHAR(40), spans BLOB NOT NULL, PRIMARY KEY (id));
CREATE INDEX passages_by_vectors ON passages (vectors);
CREATE INDEX passages_by_article ON passages (article);
CREATE TABLE members (segment BIGINT NOT NULL, passage BIGINT NOT NULL, PRIMARY KEY (segment, passage));
CREATE TABLE names (generation BIGINT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (generation));
CREATE TABLE vectors ("key" VARCHAR(40) NOT NULL, passage BLOB NOT NULL, sentences BLOB NOT NULL, tokens BLOB NOT NULL, bounds BLOB NOT NULL, PRIMARY KEY ("key"));
