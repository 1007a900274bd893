<?php

// A board by the work that Slotboard does for one: the teacher's version and the encoded board in one round trip to Redis,
// which is used only where the two agree. The entry is "<version> <ETag>\n<JSON>"; nobody fills it here: it must be there.

declare(strict_types=1);

require __DIR__ . '/redis.php';

if (!preg_match('~^/api/v1/teachers/([1-9][0-9]*)/slots$~', $_SERVER['DOCUMENT_URI'], $found)) {
    http_response_code(404);
    exit;
}
$from = $_GET['from'] ?? '';
$days = (int) ($_GET['days'] ?? 7);
if (!preg_match('~^\d{4}-\d\d-\d\d$~', $from) || $days < 1 || $days > 31) {
    http_response_code(400);
    exit;
}

$tag = '{' . $_SERVER['PEERS_SCHOOL'] . ':' . $found[1] . '}';
[$version, $entry] = redis()->mget(["peers:$tag:version", "peers:$tag:board:$from:$days"]);
$end = is_string($entry) ? strpos($entry, "\n") : false;
[$of, $etag] = $end ? explode(' ', substr($entry, 0, $end), 2) : [null, null];
if ($version === false || $of !== $version) {
    http_response_code(503);
    exit;
}

header('Content-Type: application/json');
header("ETag: $etag");
header('Cache-Control: ' . $_SERVER['PEERS_CACHE_CONTROL']);
if (($_SERVER['HTTP_IF_NONE_MATCH'] ?? '') === $etag) {
    http_response_code(304);
    exit;
}
header('Content-Length: ' . (strlen($entry) - $end - 1));
echo substr($entry, $end + 1);
