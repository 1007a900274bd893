-- wrk: one board again and again. Arguments: host name of the school, path.

function init(arguments)
    wrk.headers["Host"] = arguments[1]
    wrk.path = arguments[2]
end
