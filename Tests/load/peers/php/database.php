<?php

// PostgreSQL through PgBouncer, by a connection that the process keeps. PDO, for pg_pconnect sends a RESET ALL with each
// request; without prepared statements, which PgBouncer's pools of transactions do not have: one round trip.

declare(strict_types=1);

function ask(string $sql, array $values): array
{
    $database = new PDO($_SERVER['PEERS_DATABASE'], options: [
        PDO::ATTR_PERSISTENT => true,
        PDO::PGSQL_ATTR_DISABLE_PREPARES => true,
        PDO::ATTR_EMULATE_PREPARES => false,
        PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
    ]);
    $statement = $database->prepare($sql);
    $statement->execute($values);
    return $statement->fetchAll();
}
