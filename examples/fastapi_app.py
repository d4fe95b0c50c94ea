"""A service that reads what is uploaded: `pip install fastapi uvicorn python-multipart`, then

uvicorn --app-dir examples fastapi_app:app
curl -F file=@samples/letter.png http://127.0.0.1:8000/read
"""

from typing import Any

from fastapi import FastAPI, HTTPException, UploadFile

import recto

app = FastAPI(title="Recto")


@app.post("/read")
async def read(file: UploadFile, language: str = "eng") -> dict[str, Any]:
    """The text, and the words that a person should look at."""
    data = await file.read()
    try:
        document = await recto.aread(data, language=language)
    except recto.RectoError as fault:
        raise HTTPException(422, str(fault)) from fault
    doubtful = []
    for page in document.pages:
        for word in page.words:
            if word.flagged:
                doubtful.append({"page": page.index + 1, "text": word.text, "p": word.confidence})
    return {"text": document.text, "pages": len(document.pages), "doubtful": doubtful}
