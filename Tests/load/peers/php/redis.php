<?php

// A connection that the process keeps from one request to the next.

declare(strict_types=1);

function redis(): Redis
{
    $redis = new Redis();
    $redis->pconnect($_SERVER['PEERS_REDIS']);
    return $redis;
}
