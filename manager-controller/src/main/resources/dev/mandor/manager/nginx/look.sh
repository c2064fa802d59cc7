# Prints what there is to see of our site; behind ask-version.sh. Arguments: CONF PORT. One line with what nginx answers, then
# the file as it lies there. The line is "version HEX"; else "other", when somebody else answers; "nobody", when nobody
# accepts connections; "silent", when nothing comes within a second; "unasked", when there is no program to ask with.
who_answers() {
    case $asker in
    '') echo unasked ;;
    curl)
        code=0
        curl -s -o /dev/null -m 1 "http://127.0.0.1:$1/.mandor/version" 2>/dev/null || code=$?
        case $code in 7) echo nobody ;; 28) echo silent ;; *) echo other ;; esac
        ;;
    *)
        code=0
        said=$($asker -O /dev/null "http://127.0.0.1:$1/.mandor/version" 2>&1) || code=$?
        case $code:$said in
        124:* | 143:* | *'timed out'*) echo silent ;;
        *refused*) echo nobody ;;
        *) echo other ;;
        esac
        ;;
    esac
}

answer=$(ask_version "$2")
if is_hex "$answer"; then echo "version $answer"; else who_answers "$2"; fi
if [ -f "$1" ]; then cat "$1"; fi
